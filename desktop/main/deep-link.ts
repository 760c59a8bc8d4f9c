export const LINK_SCHEME = 'workspace';

const LINK =
  /^workspace:\/\/channel\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\/?$/i;

/**
 * Returns the channel id of `workspace://channel/<id>`. Anyone may have written the link, so no
 * other form is accepted.
 */
export function parseLink(link: string): string | undefined {
  return LINK.exec(link)?.[1]?.toLowerCase();
}

/** The channel id of the link among the program's arguments. */
export function linkIn(argv: readonly string[]): string | undefined {
  const link = argv.find((argument) => argument.toLowerCase().startsWith(`${LINK_SCHEME}:`));
  return link === undefined ? undefined : parseLink(link);
}
