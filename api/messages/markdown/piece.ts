/** A piece of a message: text, or what has pieces in it. */
export type Piece = Leaf | Span;

export type Leaf =
  | { kind: 'text' | 'code' | 'rule'; text: string }
  /** `name` is the user name in lower case, and `text` what was typed, from the `@` on. */
  | { kind: 'mention'; text: string; name: string }
  | { kind: 'fence'; text: string; language: string };

export type Span = { pieces: Piece[] } & (
  | {
      kind: 'paragraph' | 'heading' | 'quote' | 'table' | 'row' | 'strong' | 'emphasis' | 'deleted';
    }
  | { kind: 'list'; isOrdered: boolean }
  /** `mark` is what was typed before it: `-`, `*`, a number with its dot or bracket, or a box. */
  | { kind: 'item'; mark: string }
  | { kind: 'cell'; isHead: boolean; align: string | undefined }
  | { kind: 'link'; href: string }
);
