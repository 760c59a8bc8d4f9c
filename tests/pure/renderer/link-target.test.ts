import { expect, test } from 'vitest';
import { parseMessage } from '../../../api/messages/markdown/parse.ts';
import { visibleText } from '../../../api/messages/markdown/visible-text.ts';
import { hiddenTarget } from '../../../desktop/renderer/views/channel/link-target.ts';

function hidden(markdown: string): string | undefined {
  const [paragraph] = parseMessage(markdown);
  const pieces = paragraph?.kind === 'paragraph' ? paragraph.pieces : [];
  const link = pieces.find(({ kind }) => kind === 'link');
  if (link?.kind !== 'link') throw new Error(`${markdown} is no link`);
  return hiddenTarget(visibleText(link.pieces), link.href);
}

test.each([
  ['[https://bank.example](https://thief.example/login)', 'thief.example'],
  ['[bank.example](https://thief.example:8443/)', 'thief.example:8443'],
  ['[**https://bank.example**](https://thief.example)', 'thief.example'],
  ['[look: bank.example/login](https://thief.example)', 'thief.example'],
  ['[https://bank.exam\u200bple](https://thief.example)', 'thief.example'],
  ['[ｂａｎｋ.example](https://thief.example)', 'thief.example'],
  ['[https://bank](https://thief)', 'thief'],
  ['[boss@bank.example](mailto:%zz@thief.example)', '%zz@thief.example'],
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
