export { renderTable } from "./table";
export type { Column, TableOptions } from "./table";
export { wrapText } from "./wrap";
export { stripStyles, visibleWidth } from "./ansi";
