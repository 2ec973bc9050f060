// A message on its way into a file: its bytes in pieces, so that they cross the pipeline and the socket one by one.
import { text } from "../../values/kinds.ts";
import { defineShape } from "../../values/shape.ts";
import { ConversionError, type Type } from "../../values/type.ts";

/** Bytes, base64 on disk and wire. */
export const bytes: Type<Uint8Array> = {
  name: "Byte[]",
  convert(value) {
    if (value instanceof Uint8Array) return value;
    throw new ConversionError("These are not bytes of a file.");
  },
  show: (value) => `${value.length} bytes`,
  encode: (value) => Buffer.from(value.buffer, value.byteOffset, value.length).toString("base64"),
  decode: (json) => Buffer.from(String(json), "base64"),
};

export const BinaryFileDataObject = defineShape({
  name: "BinaryFileDataObject",
  summary: "A piece of a message, for AssembleMessage to write.",
  properties: {
    Identity: { type: text, mandatory: true, summary: "The message." },
    FileData: { type: bytes, mandatory: true, summary: "The bytes." },
  },
});
