// The repository's files for the Node tests.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../../", import.meta.url));
export const read = (path) => readFileSync(root + path, "utf8");

/** The texts of tests/cases by name. */
export const caseFiles = () =>
  Object.fromEntries(readdirSync(`${root}tests/cases`).map((name) => [name, read(`tests/cases/${name}`)]));

/** The rule packs: paths in the repository and texts. */
export const packs = () => Object.fromEntries(
  readdirSync(`${root}rules`, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".mile")).map((path) => [`rules/${path}`, read(`rules/${path}`)]),
);

/** The district pack: what is compiled, and its data. */
const FOLDER = "rules/thanh-hoa/district-2024/";
export const district = () => ({
  text: read(`${FOLDER}district.mile`),
  sources: Object.fromEntries(
    readdirSync(root + FOLDER).filter((name) => name.endsWith(".mile") && name !== "district.mile")
      .map((name) => [name, read(FOLDER + name)]),
  ),
});
