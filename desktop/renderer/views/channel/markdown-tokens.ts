import { marked, type Token } from 'marked';

/** Deeper than anybody writes, and far below the depth that overflows the parser or renderer. */
const MOST_DEPTH = 20;
/** The parser compares each emphasis sign with every other one: thousands of them take seconds. */
const MOST_SIGNS = 1_000;

/**
 * Parses the Markdown of a message. Anyone may have written it, so a text that is nested too deep,
 * or has too many signs to be parsed in time, becomes one piece of raw text. Never throws.
 */
export function markdownTokens(text: string): Token[] {
  const raw: Token[] = [{ type: 'raw', raw: text }];
  if ((text.match(/[*_~]+/g)?.length ?? 0) > MOST_SIGNS) return raw;
  try {
    const tokens = marked.lexer(text, { gfm: true, breaks: true });
    return isDeeperThan(MOST_DEPTH, tokens) ? raw : tokens;
  } catch {
    // The lexer's stack has overflowed, as it does on thousands of nested quotes.
    return raw;
  }
}

function isDeeperThan(most: number, tokens: readonly Token[]): boolean {
  if (tokens.length === 0) return false;
  if (most === 0) return true;
  return tokens.some((token) => isDeeperThan(most - 1, childrenOf(token)));
}

function childrenOf(token: Token): readonly Token[] {
  if (token.type === 'list') return token['items'] ?? [];
  return 'tokens' in token ? (token.tokens ?? []) : [];
}
