import { newBudget, TooMuch } from './budget.ts';
import { makeParser } from './dialect.ts';
import type { Piece } from './piece.ts';
import { piecesOf } from './pieces.ts';
import { splitMentions } from './split-mentions.ts';

/** As much as a browser parses and draws in 5 ms: more than anybody writes by hand. */
const MOST_TOKENS = 1_200;

const parser = makeParser();

/**
 * What a message says: its blocks, and what is in them. Anyone may have written it, so a text with
 * more marks than can be drawn at once, or that nests too deep, is one paragraph, as it was typed.
 * Takes a time that grows with the text alone, and never throws.
 */
export function parseMessage(text: string): Piece[] {
  try {
    return piecesOf(parser.parse(text, newBudget(MOST_TOKENS)));
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
    return [{ kind: 'paragraph', pieces: splitMentions(text) }];
  }
}
