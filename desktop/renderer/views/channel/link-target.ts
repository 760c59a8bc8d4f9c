/**
 * Where a link leads, for its reader, if its text names another address: the host, or the whole mail
 * address. Undefined where the text names no address, or the link's own.
 */
export function hiddenTarget(words: string, href: string): string | undefined {
  const target = URL.parse(href);
  if (target === null) return undefined;
  const isMail = target.protocol === 'mailto:';
  const host = isMail ? hostOf(target.pathname.split('@').at(-1) ?? '') : target.hostname;
  const text = words.normalize('NFKC').replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '');
  const named = [...text.matchAll(ADDRESS)].map(([, withScheme, bare]) => withScheme ?? bare ?? '');
  if (named.every((name) => hostOf(name) === host)) return undefined;
  return isMail ? target.pathname : target.host;
}

/** A host after a scheme, or a name with a dot in it and letters at its end. */
const ADDRESS = /[a-z][a-z0-9+.-]*:\/\/([^\s/?#]+)|((?:[\p{L}\p{N}-]+\.)+\p{L}{2,})/giu;

/** As browsers spell it: in lower case, and with its letters as DNS has them. */
function hostOf(name: string): string | undefined {
  return URL.parse(`https://${name}`)?.hostname;
}
