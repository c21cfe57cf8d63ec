import { visibleWidth } from "./ansi";

/**
 * Breaks a text into lines of at most `width` columns.
 *
 * Words that are longer than a line stand on a line of their own.
 */
export function wrapText(text: string, width: number): string[] {
  if (width < 1) {
    throw new RangeError(`width must be at least 1, got ${width}`);
  }
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    lines.push(...wrapParagraph(paragraph, width));
  }
  return lines;
}

function wrapParagraph(paragraph: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of paragraph.split(/\s+/)) {
    const candidate = line === "" ? word : `${line} ${word}`;
    if (line !== "" && visibleWidth(candidate) > width) {
      lines.push(line);
      line = word;
    } else {
      line = candidate;
    }
  }
  lines.push(line);
  return lines;
}
