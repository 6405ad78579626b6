/// <reference types="vite/client" />
/** Written by vite/example-pack.ts. */
declare module "virtual:example" {
  const index: { main: string; rules: string[]; data: string[] };
  export default index;
}
