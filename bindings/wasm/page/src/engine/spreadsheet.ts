// Spreadsheets need readers of their own, which are loaded when the first one is dropped.
import type { Ruleset, Table } from "milepost";
import type { DataFile } from "./types";

export const readable = (files: DataFile[]): boolean => !files.some((file) => /\.(xlsx|xlsm|xls|ods)$/i.test(file.name));

export async function bundle(): Promise<{ scoreFiles(rules: Ruleset, files: DataFile[], options: { locale: "" | "vi" }): Table }> {
  throw new Error("not yet");
}
