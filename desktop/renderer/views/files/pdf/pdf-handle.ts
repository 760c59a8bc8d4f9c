/** What the keys and the buttons of a PDF do with its pages. */
export interface PdfHandle {
  /** One step nearer, or further. */
  zoom(step: 1 | -1): void;
  /** As wide as the window, as it is opened. */
  fit(): void;
  turn(step: 1 | -1): void;
}
