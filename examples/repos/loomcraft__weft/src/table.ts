import { padEnd, visibleWidth } from "./ansi";
import { wrapText } from "./wrap";

export interface Column<Row> {
  title: string;
  value: (row: Row) => string;
  maxWidth?: number;
}

export interface TableOptions {
  separator?: string;
  header?: boolean;
}

/** Lays rows out in columns; cells that are too wide wrap onto further lines. */
export function renderTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  options: TableOptions = {},
): string {
  const separator = options.separator ?? "  ";
  const cells = rows.map((row) => columns.map((column) => cell(column, column.value(row))));
  if (options.header ?? true) {
    cells.unshift(columns.map((column) => cell(column, column.title)));
  }
  const widths = columns.map((_, index) => columnWidth(cells.map((row) => row[index])));
  return cells.map((row) => renderRow(row, widths, separator)).join("\n");
}

function cell<Row>(column: Column<Row>, text: string): string[] {
  return column.maxWidth === undefined ? [text] : wrapText(text, column.maxWidth);
}

function columnWidth(cells: string[][]): number {
  return Math.max(0, ...cells.flat().map(visibleWidth));
}

function renderRow(row: string[][], widths: number[], separator: string): string {
  const height = Math.max(...row.map((lines) => lines.length));
  const lines: string[] = [];
  for (let index = 0; index < height; index++) {
    const parts = row.map((part, column) => padEnd(part[index] ?? "", widths[column]));
    lines.push(parts.join(separator).trimEnd());
  }
  return lines.join("\n");
}
