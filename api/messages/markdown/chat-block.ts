import MarkdownIt, { type Token } from 'markdown-it';
import { spend } from './budget.ts';

/** The block state of markdown-it, which counts what it makes. */
export class ChatBlock extends MarkdownIt.StateBlock {
  override push(type: string, tag: string, nesting: -1 | 0 | 1): Token {
    spend(this.env);
    return super.push(type, tag, nesting);
  }
}
