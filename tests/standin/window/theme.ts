import { WebContents } from './web-contents.ts';

/** Makes `prefers-color-scheme` of the page what the native theme is. */
export async function showTheme(contents: WebContents, isDark: boolean): Promise<void> {
  const { cdp } = await WebContents.pageOf(contents);
  const value = isDark ? 'dark' : 'light';
  const features = [{ name: 'prefers-color-scheme', value }];
  await cdp.send('Emulation.setEmulatedMedia', { features });
}
