import { marked, type Tokens } from 'marked';
import { expect, test } from 'vitest';
import { hiddenTarget } from '../../../desktop/renderer/views/channel/link-target.ts';

function hidden(markdown: string): string | undefined {
  const [paragraph] = marked.lexer(markdown) as Tokens.Paragraph[];
  const link = paragraph?.tokens.find(({ type }) => type === 'link') as Tokens.Link;
  return hiddenTarget(link.tokens, link.href);
}

test.each([
  ['[https://bank.example](https://thief.example/login)', 'thief.example'],
  ['[bank.example](https://thief.example:8443/)', 'thief.example:8443'],
  ['[**https://bank.example**](https://thief.example)', 'thief.example'],
  ['[look: bank.example/login](https://thief.example)', 'thief.example'],
  ['[https://bank.exam\u200bple](https://thief.example)', 'thief.example'],
  ['[ｂａｎｋ.example](https://thief.example)', 'thief.example'],
  ['[https://bank](https://thief)', 'thief'],
  ['[https://bank.example](https://bank.example@thief.example)', 'thief.example'],
  ['[boss@bank.example](mailto:thief@thief.example)', 'thief@thief.example'],
])('%s says that it leads to %s', (markdown, target) => {
  expect(hidden(markdown)).toBe(target);
});

test.each([
  'https://bank.example/login',
  '<https://bank.example>',
  'boss@bank.example',
  '[the plan](https://bank.example)',
  '[https://BANK.example/](https://bank.example)',
  '[bank.example](https://bank.example/login?next=/)',
  '[café.example](https://xn--caf-dma.example)',
  '[version 1.2.3](https://bank.example)',
])('%s hides nothing', (markdown) => {
  expect(hidden(markdown)).toBeUndefined();
});
