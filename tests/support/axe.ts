import axe, { type RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';
import { isLong } from './rounds.ts';

const EVERYTHING: RunOptions = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
};

/** The violations that axe finds on the page, one line each, as `rule: element`. */
export async function violationsOn(page: Page, options = EVERYTHING): Promise<string[]> {
  if (!(await page.evaluate<boolean>("'axe' in window"))) await page.evaluate(axe.source);
  return page.evaluate<string[]>(
    `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => \`\${id}: \${html.slice(0, 200)} \${failureSummary}\`)))`,
  );
}

/**
 * What axe finds in one state of a screen: in both themes in `npm run test:long`. In `npm test` in the
 * light one, where each pair of colours of both is measured by tests/pure/renderer/tokens.test.ts.
 */
export async function violationsInState(page: Page): Promise<string[]> {
  if (isLong()) return violationsInBothThemes(page);
  await untilAtRest(page);
  return violationsOn(page);
}

/** All of axe in the light theme; in the dark one what depends on it: the contrast. */
async function violationsInBothThemes(page: Page): Promise<string[]> {
  await untilAtRest(page);
  const inLight = await violationsOn(page);
  await showTheme(page, 'dark');
  const inDark = await contrastFaultsOn(page);
  await showTheme(page, 'light');
  return [...inLight, ...inDark];
}

async function showTheme(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await untilAtRest(page);
}

/** Waits until everything that opens or goes over to other colours has done so. */
async function untilAtRest(page: Page): Promise<void> {
  await page.evaluate(
    'Promise.allSettled(document.getAnimations().map(({ finished }) => finished)).then(() => {})',
  );
}

/** Violations of the contrast of colours only. */
export function contrastFaultsOn(page: Page): Promise<string[]> {
  return violationsOn(page, { runOnly: { type: 'rule', values: ['color-contrast'] } });
}
