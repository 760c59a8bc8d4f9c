import type { Piece } from './piece.ts';

/** What is read of a message, without its marks. What stands apart is parted by a line break. */
export function visibleText(pieces: readonly Piece[]): string {
  return pieces.map((piece) => textOf(piece)).join('');
}

function textOf(piece: Piece): string {
  if (!('pieces' in piece)) return piece.kind === 'fence' ? `${piece.text}\n` : piece.text;
  const text = visibleText(piece.pieces);
  switch (piece.kind) {
    case 'paragraph':
    case 'heading':
    case 'row':
      return `${text}\n`;
    case 'cell':
      return `${text} `;
    case 'item':
      return /^\d/.test(piece.mark) ? `${piece.mark} ${text}` : text;
    default:
      return text;
  }
}
