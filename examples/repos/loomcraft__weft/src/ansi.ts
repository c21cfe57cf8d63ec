const STYLE = /\u001b\[[0-9;]*m/g;

/** Removes colour and weight codes, so that only what is seen remains. */
export function stripStyles(text: string): string {
  return text.replace(STYLE, "");
}

/** Columns that a text takes on a terminal; wide characters take two. */
export function visibleWidth(text: string): number {
  let width = 0;
  for (const character of stripStyles(text)) {
    width += isWide(character.codePointAt(0) ?? 0) ? 2 : 1;
  }
  return width;
}

function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xff00 && code <= 0xff60)
  );
}

export function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - visibleWidth(text)));
}
