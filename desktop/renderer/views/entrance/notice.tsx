import type { ComponentChildren } from 'preact';
import { Brand } from './brand.tsx';

/** One sentence in the middle of the window while there is nothing else yet. */
export function Notice({ text, children }: { text: string; children?: ComponentChildren }) {
  return (
    <main class="entrance waiting">
      <Brand />
      <p role="status" class="soft">
        {text}
      </p>
      {children}
    </main>
  );
}
