import { memo } from 'preact/compat';
import type { Cell, Section } from './sections.ts';

export const GRID = 'emoji-grid';
export const cellId = (row: number, column: number) => `emoji-${row}-${column}`;

/** The emoji of the picker in rows; the search field has the focus and handles the keys. */
export function PickerGrid({
  label,
  sections,
  at,
  onChoose,
  onPoint,
}: {
  label: string;
  sections: readonly Section[];
  /** The chosen cell. */
  at: { row: number; column: number };
  onChoose(cell: Cell): void;
  onPoint(row: number, column: number): void;
}) {
  let first = 0;
  return (
    <div
      id={GRID}
      role="listbox"
      class="emoji-grid"
      aria-label={label}
      // The search field keeps the focus.
      onPointerDown={(event) => event.preventDefault()}
    >
      {sections.map(({ title, rows }) => {
        const from = first;
        first += rows.length;
        return (
          <div key={title}>
            <p class="emoji-title" aria-hidden="true">
              {title}
            </p>
            {rows.map((cells, index) => (
              <EmojiRow
                key={cells[0]?.glyph}
                cells={cells}
                row={from + index}
                column={at.row === from + index ? at.column : undefined}
                onChoose={onChoose}
                onPoint={onPoint}
              />
            ))}
          </div>
        );
      })}
    </div>
  );
}

/** Drawn again only when one of its cells becomes the chosen one, or is no longer. */
const EmojiRow = memo(function EmojiRow({
  cells,
  row,
  column,
  onChoose,
  onPoint,
}: {
  cells: readonly Cell[];
  row: number;
  column: number | undefined;
  onChoose(cell: Cell): void;
  onPoint(row: number, column: number): void;
}) {
  return (
    <div class="emoji-row">
      {cells.map((cell, index) => (
        <div
          key={cell.glyph}
          id={cellId(row, index)}
          role="option"
          class="emoji-cell"
          tabIndex={-1}
          aria-label={cell.name}
          aria-selected={index === column}
          onPointerUp={() => onChoose(cell)}
          onPointerMove={() => onPoint(row, index)}
        >
          {cell.glyph}
        </div>
      ))}
    </div>
  );
});
