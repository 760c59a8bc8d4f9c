import type { ComponentChildren } from 'preact';
import type { Preferences } from '../../preferences.ts';
import { LanguageChoice } from '../settings/look.tsx';
import { Brand } from './brand.tsx';
import { ServerLine } from './server-line.tsx';

/** The frame of the screens before the chat: their content, the server and the language. */
export function Entrance({
  preferences,
  title,
  children,
  onServer,
}: {
  preferences: Preferences;
  title: string;
  children: ComponentChildren;
  /** Another server was chosen: begin anew with it. Without this there is no choice. */
  onServer?(): void;
}) {
  return (
    <div class="entrance">
      <main class="card">
        <Brand />
        <h1>{title}</h1>
        {children}
      </main>
      <footer class="entrance-foot">
        {window.workspace !== undefined && onServer !== undefined && (
          <ServerLine bridge={window.workspace} preferences={preferences} onChanged={onServer} />
        )}
        <LanguageChoice preferences={preferences} />
      </footer>
    </div>
  );
}
