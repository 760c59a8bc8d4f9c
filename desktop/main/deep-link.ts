import type { App } from 'electron';
import { formatAddress, parseAddress } from '../address.ts';

const LINK_SCHEME = 'workspace';

/** An address that leads nowhere, of which the page then tells. */
const NOWHERE = '#/';

const LINK = /^workspace:\/\/(.*)$/i;

/**
 * Returns the page's address of `workspace://c/<channel>/<seq>`, or of the older form
 * `workspace://channel/<channel>`. Anyone may have written the link, so that of any other form the
 * page is told no word.
 */
export function parseLink(link: string): string {
  const path = LINK.exec(link)?.[1]?.replace(/^channel\//i, 'c/');
  const place = path === undefined ? undefined : parseAddress(`#/${path}`);
  return place === undefined ? NOWHERE : formatAddress(place);
}

/** The page's address of the link among the program's arguments. */
export function linkIn(argv: readonly string[]): string | undefined {
  const link = argv.find((argument) => argument.toLowerCase().startsWith(`${LINK_SCHEME}:`));
  return link === undefined ? undefined : parseLink(link);
}

/**
 * Has the system open links with the installed client. On Linux the menu entry does it: Electron's way
 * there makes the client the handler of HTML files too, on GNOME.
 */
export function handleLinks(
  app: Pick<App, 'isPackaged' | 'setAsDefaultProtocolClient'>,
  platform: NodeJS.Platform,
): void {
  if (app.isPackaged && platform !== 'linux') app.setAsDefaultProtocolClient(LINK_SCHEME);
}
