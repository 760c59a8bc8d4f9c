export const LINK_SCHEME = 'workspace';

const LINK =
  /^workspace:\/\/channel\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\/?$/i;

/** The channel that `workspace://channel/<id>` names; anyone may have written it, so nothing else. */
export function parseLink(link: string): string | undefined {
  return LINK.exec(link)?.[1]?.toLowerCase();
}

/** The link among the arguments that the program was started with. */
export function linkIn(argv: readonly string[]): string | undefined {
  const link = argv.find((argument) => argument.startsWith(`${LINK_SCHEME}:`));
  return link === undefined ? undefined : parseLink(link);
}
