import { expect, test } from "vitest";
import { renderTable } from "./table";

const columns = [
  { title: "yarn", value: (row: string[]) => row[0] },
  { title: "colour", value: (row: string[]) => row[1], maxWidth: 6 },
];

test("columns are as wide as their widest cell", () => {
  expect(renderTable([["wool", "red"]], columns)).toBe("yarn  colour\nwool  red");
});

test("wide cells wrap", () => {
  const shown = renderTable([["silk", "deep blue"]], columns, { header: false });
  expect(shown).toBe("silk  deep\n      blue");
});
