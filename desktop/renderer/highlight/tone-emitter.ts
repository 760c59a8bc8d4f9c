import type { Emitter } from 'highlight.js';
import type { Runs, Tone } from './runs.ts';

/** Takes what highlight.js finds as runs of a tone, where its own emitter makes HTML. */
export class ToneEmitter implements Emitter {
  readonly runs: Runs = [];
  readonly #scopes: Tone[] = [];

  startScope(name: string): void {
    this.#scopes.push(toneOf(name) ?? this.#tone);
  }

  endScope(): void {
    this.#scopes.pop();
  }

  /** What highlight.js calls for most scopes, though its types do not say so. */
  openNode(name: string): void {
    this.startScope(name);
  }

  closeNode(): void {
    this.endScope();
  }

  addText(text: string): void {
    if (text === '') return;
    const last = this.runs.at(-1);
    if (last?.[0] === this.#tone) last[1] += text;
    else this.runs.push([this.#tone, text]);
  }

  __addSublanguage(emitter: Emitter): void {
    if (emitter instanceof ToneEmitter) this.runs.push(...emitter.runs);
  }

  finalize(): void {}

  toHTML(): string {
    return '';
  }

  get #tone(): Tone {
    return this.#scopes.at(-1) ?? 'plain';
  }
}

function toneOf(scope: string): Tone | undefined {
  if (/^(keyword|built_in|type|literal|tag|name|selector|section)/.test(scope)) return 'word';
  if (/^(string|regexp|addition|link|char)/.test(scope)) return 'string';
  if (/^(number|symbol|attr|variable|property|bullet)/.test(scope)) return 'value';
  if (/^(comment|quote|doctag|meta)/.test(scope)) return 'comment';
  return scope === 'deletion' ? 'deletion' : undefined;
}
