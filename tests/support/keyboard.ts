import type { Page } from 'playwright-core';
import { until } from './until.ts';

/** What the focused element is called; an expression in the page. */
const NAME = `(({ ariaLabel, labels, innerText }) => ariaLabel ?? labels?.[0]?.innerText ?? innerText)
  (document.activeElement)`;

export type Keyboard = ReturnType<typeof keyboardOn>;

/** The keys of a page and nothing else. Counts what is pressed; typed text does not count. */
export function keyboardOn(page: Page) {
  let count = 0;
  /** The focus is never lost: what is pressed would go nowhere. */
  const hasFocus = () => page.evaluate<boolean>('document.activeElement !== document.body');
  const keyboard = {
    /** How many keys have been pressed since `begin`. */
    count: () => count,
    begin(): void {
      count = 0;
    },
    async press(...keys: string[]): Promise<void> {
      for (const key of keys) {
        await until(hasFocus);
        await page.keyboard.press(key);
        count += 1;
      }
      await until(hasFocus);
    },
    async type(text: string): Promise<void> {
      await until(hasFocus);
      await page.keyboard.type(text);
    },
    isAt: (selector: string) =>
      page.evaluate<boolean>(`document.activeElement?.matches('${selector}') === true`),
    name: () => page.evaluate<string>(NAME),
    /** Goes on with this key until what has the focus is called so. */
    async pressTo(name: string, key = 'Tab'): Promise<void> {
      for (let stops = 0; stops < 60; stops += 1) {
        if ((await keyboard.name()).startsWith(name)) return;
        await keyboard.press(key);
      }
      throw new Error(`the key ${key} does not lead to ${name}`);
    },
  };
  return keyboard;
}

/** Waits in the page until what has happened has been drawn. */
export const DRAWN =
  'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))';

/**
 * Presses a key as an input method does that has not finished a word yet, where the focus is, and waits
 * until the page has been drawn after it.
 */
export async function pressComposing(page: Page, key: string): Promise<void> {
  const init = { key, keyCode: 229, isComposing: true, bubbles: true, cancelable: true };
  await page.evaluate(`{
    document.activeElement.dispatchEvent(new KeyboardEvent('keydown', ${JSON.stringify(init)}));
    ${DRAWN};
  }`);
}
