import type { Env, MarkdownIt } from 'markdown-it';
import { spend } from './budget.ts';

/** A web or mail address that stands in a text. */
export interface Address {
  from: number;
  to: number;
  href: string;
}

type Linkify = MarkdownIt['linkify'];

/** Has the finder of links know http, https, mailto, mail addresses and `www.`, and nothing else. */
export function limitAddresses(linkify: Linkify): void {
  linkify
    .add('ftp:', null)
    .add('//', null)
    .add('www.', {
      validate: (text, at, { re }) => {
        const rest = re.get_relative_proto_validator();
        rest.lastIndex = at;
        return rest.exec(text)?.[0].length ?? 0;
      },
      normalize: (match) => {
        match.url = `http://${match.raw}`;
      },
    });
}

/** The addresses in a text, in order. Marks of emphasis at their end are not part of them. */
export function findAddresses(linkify: Linkify, text: string, env: Env): Address[] {
  // Most texts have none, and to look for them takes longer than to look for this, and than a token.
  const signs = text.match(/:\/\/|@|www\.|mailto:/gi);
  if (signs === null) return [];
  spend(env, 2 * signs.length);
  return (linkify.match(text) ?? []).map(({ index, raw, url }) => {
    const marks = /[*_~]*$/.exec(raw)?.[0].length ?? 0;
    return { from: index, to: index + raw.length - marks, href: url.slice(0, url.length - marks) };
  });
}
