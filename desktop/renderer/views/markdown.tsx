import { marked, type Token, type Tokens } from 'marked';
import type { ComponentChild } from 'preact';

/**
 * What people write as what they mean: emphasis, code, lists, quotes, links. Tokens become elements
 * one by one and no HTML string is ever made, so there is nothing to sanitise; HTML and images that
 * somebody types are shown as typed.
 */
export function Markdown({ text }: { text: string }) {
  return <div class="markdown">{blocks(marked.lexer(text, { gfm: true, breaks: true }))}</div>;
}

function blocks(tokens: readonly Token[]): ComponentChild[] {
  return tokens.map((token, index) => block(token, index));
}

function block(token: Token, key: number): ComponentChild {
  switch (token.type) {
    case 'space':
      return null;
    case 'paragraph':
      return <p key={key}>{inline(token.tokens ?? [])}</p>;
    case 'text':
      return <span key={key}>{'tokens' in token ? inline(token.tokens ?? []) : token.text}</span>;
    case 'heading':
      // A message is no document: a line of weight, and no place in the page's outline.
      return (
        <p key={key}>
          <strong>{inline(token.tokens ?? [])}</strong>
        </p>
      );
    case 'code':
      return (
        <pre key={key}>
          <code>{token.text}</code>
        </pre>
      );
    case 'blockquote':
      return <blockquote key={key}>{blocks(token.tokens ?? [])}</blockquote>;
    case 'list':
      return list(token as Tokens.List, key);
    case 'hr':
      return <hr key={key} />;
    default:
      return <p key={key}>{token.raw}</p>;
  }
}

function list({ ordered, start, items }: Tokens.List, key: number): ComponentChild {
  const children = items.map((item, index) => <li key={index}>{blocks(item.tokens)}</li>);
  return ordered ? (
    <ol key={key} start={typeof start === 'number' ? start : 1}>
      {children}
    </ol>
  ) : (
    <ul key={key}>{children}</ul>
  );
}

function inline(tokens: readonly Token[]): ComponentChild[] {
  return tokens.map((token, key) => {
    switch (token.type) {
      case 'strong':
        return <strong key={key}>{inline(token.tokens ?? [])}</strong>;
      case 'em':
        return <em key={key}>{inline(token.tokens ?? [])}</em>;
      case 'del':
        return <del key={key}>{inline(token.tokens ?? [])}</del>;
      case 'codespan':
        return <code key={key}>{token.text}</code>;
      case 'br':
        return <br key={key} />;
      case 'link':
        return <Link key={key} href={token.href} children={inline(token.tokens ?? [])} />;
      case 'text':
      case 'escape':
        return 'tokens' in token && token.tokens ? inline(token.tokens) : token.text;
      default:
        return token.raw;
    }
  });
}

/** Opens outside, and tells the other page nothing; anything but the web and mail stays text. */
function Link({ href, children }: { href: string; children: ComponentChild[] }) {
  if (!/^(https?|mailto):/i.test(href)) return <>{children}</>;
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}
