// Errors as data.
import { MilepostError } from "milepost";
import type { Trouble } from "./types";

export function trouble(error: unknown): Trouble {
  if (error instanceof MilepostError) {
    return { message: error.message, message_vi: error.messageVi, code: error.code, place: error.place };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { message, message_vi: message, code: "", place: "" };
}
