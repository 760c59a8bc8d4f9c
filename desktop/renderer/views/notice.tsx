import type { ComponentChildren } from 'preact';

/** One sentence in the middle of the window, and perhaps what can be done about it. */
export function Notice({ text, children }: { text: string; children?: ComponentChildren }) {
  return (
    <main class="entrance">
      <p role="status">{text}</p>
      {children}
    </main>
  );
}
