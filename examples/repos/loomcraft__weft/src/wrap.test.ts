import { expect, test } from "vitest";
import { wrapText } from "./wrap";

test("breaks between words", () => {
  expect(wrapText("warp and weft", 8)).toEqual(["warp and", "weft"]);
});

test("keeps a long word whole", () => {
  expect(wrapText("a heddle-frame b", 5)).toEqual(["a", "heddle-frame", "b"]);
});

test("refuses a width that nothing fits in", () => {
  expect(() => wrapText("x", 0)).toThrow(RangeError);
});
