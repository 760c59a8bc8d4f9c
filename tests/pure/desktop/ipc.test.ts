import { expect, test } from 'vitest';
import { channelOf } from '../../../desktop/bridge.ts';
import { answerPage } from '../../../desktop/main/ipc.ts';

const page = {};
const frame = { parent: null, url: 'app://workspace/' };

/** Asks main for the settings, as the frame of a page. */
function ask(sender: object, senderFrame: object | null, ...given: unknown[]): unknown {
  const answers = new Map<string, (event: object, ...given: unknown[]) => unknown>();
  const ipc = { handle: answers.set.bind(answers) };
  answerPage(ipc as never, page as never, { getSettings: () => 'told' } as never);
  return answers.get(channelOf('getSettings'))?.({ sender, senderFrame }, ...given);
}

test('the page is answered', () => {
  expect(ask(page, frame)).toBe('told');
});

test.each([
  ['another window', {}, frame],
  ['a frame in the page', page, { ...frame, parent: frame }],
  ['another origin', page, { ...frame, url: 'https://evil.example/' }],
  ['an origin that begins alike', page, { ...frame, url: 'app://workspace.evil.example/' }],
  ['a frame that is gone', page, null],
])('%s is refused', (_who, sender, senderFrame) => {
  expect(() => ask(sender, senderFrame)).toThrow('refused: not for this frame');
});

test('what has another shape than the bridge gives it is refused', () => {
  expect(() => ask(page, frame, 'more')).toThrow('refused');
});
