import type { Token, Tokens } from 'marked';
import type { ComponentChild } from 'preact';
import { memo } from 'preact/compat';
import type { User } from '../../../../api/users/contract.ts';
import { seenName } from '../../state/names.ts';
import { hiddenTarget } from './link-target.ts';
import { markdownTokens } from './markdown-tokens.ts';
import { splitMentions } from './mentions.ts';

/** Who can be mentioned, by user name, and who is looking. */
interface Names {
  byName: ReadonlyMap<string, User>;
  me: User;
}

/**
 * Renders a message's emphasis, code, lists, quotes and links. Tokens become elements one by one
 * and no HTML string is ever made, so there is nothing to sanitise; HTML and images that somebody
 * types are shown as typed.
 */
export const Markdown = memo(function Markdown({ text, ...names }: Names & { text: string }) {
  return <div class="markdown">{blocks(markdownTokens(text), names)}</div>;
});

function blocks(tokens: readonly Token[], names: Names): ComponentChild[] {
  return tokens.map((token, index) => block(token, index, names));
}

function block(token: Token, key: number, names: Names): ComponentChild {
  switch (token.type) {
    case 'space':
      return null;
    case 'paragraph':
      return <p key={key}>{inline(token.tokens ?? [], names)}</p>;
    case 'text':
      return (
        <span key={key}>{'tokens' in token ? inline(token.tokens ?? [], names) : token.text}</span>
      );
    case 'heading':
      // A bold line instead of a heading, so that messages do not appear in the page's outline.
      return (
        <p key={key}>
          <strong>{inline(token.tokens ?? [], names)}</strong>
        </p>
      );
    case 'code':
      return (
        <pre key={key}>
          <code>{token.text}</code>
        </pre>
      );
    case 'blockquote':
      return <blockquote key={key}>{blocks(token.tokens ?? [], names)}</blockquote>;
    case 'list':
      return list(token as Tokens.List, key, names);
    case 'checkbox':
      return <span key={key}>{token.checked ? '☑ ' : '☐ '}</span>;
    case 'hr':
      return <hr key={key} />;
    default:
      return (
        <p key={key} class="raw">
          {token.raw.trimEnd()}
        </p>
      );
  }
}

function list({ ordered, start, items }: Tokens.List, key: number, names: Names): ComponentChild {
  const children = items.map((item, index) => (
    <li key={index} class={item.task ? 'task' : undefined}>
      {blocks(item.tokens, names)}
    </li>
  ));
  return ordered ? (
    <ol key={key} start={typeof start === 'number' ? start : 1}>
      {children}
    </ol>
  ) : (
    <ul key={key}>{children}</ul>
  );
}

function inline(tokens: readonly Token[], names: Names): ComponentChild[] {
  return tokens.map((token, key) => {
    switch (token.type) {
      case 'strong':
        return <strong key={key}>{inline(token.tokens ?? [], names)}</strong>;
      case 'em':
        return <em key={key}>{inline(token.tokens ?? [], names)}</em>;
      case 'del':
        return <del key={key}>{inline(token.tokens ?? [], names)}</del>;
      case 'codespan':
        return <code key={key}>{token.text}</code>;
      case 'br':
        return <br key={key} />;
      case 'link':
        return <Link key={key} href={token.href} tokens={token.tokens ?? []} names={names} />;
      case 'text':
      case 'escape':
        return 'tokens' in token && token.tokens ? (
          inline(token.tokens, names)
        ) : (
          <Words key={key} text={token.text} names={names} />
        );
      default:
        return token.raw;
    }
  });
}

/** Plain text in which mentions stand out, those of the reader most of all. */
function Words({ text, names }: { text: string; names: Names }) {
  const parts = splitMentions(text);
  if (parts.length === 1) return <>{text}</>;
  return (
    <>
      {parts.map(({ text: part, name }, index) => {
        const user = name === undefined ? undefined : names.byName.get(name);
        if (user === undefined) return part;
        return (
          <span
            key={index}
            class={user.id === names.me.id ? 'mention own' : 'mention'}
            title={seenName(user)}
          >
            {part}
          </span>
        );
      })}
    </>
  );
}

/**
 * A link that opens outside the page, without a referrer or an opener. Only web and mail addresses
 * become links; any other stays text. Where its words name another address, it says where it leads.
 */
function Link({ href, tokens, names }: { href: string; tokens: readonly Token[]; names: Names }) {
  const children = inline(tokens, names);
  if (!/^(https?|mailto):/i.test(href)) return <>{children}</>;
  const target = hiddenTarget(tokens, href);
  return (
    <a href={href} title={href} target="_blank" rel="noopener noreferrer" tabIndex={-1}>
      {children}
      {target !== undefined && <span class="target"> ({target})</span>}
    </a>
  );
}
