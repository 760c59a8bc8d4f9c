import highlighter from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import go from 'highlight.js/lib/languages/go';
import ini from 'highlight.js/lib/languages/ini';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import php from 'highlight.js/lib/languages/php';
import powershell from 'highlight.js/lib/languages/powershell';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import type { Runs } from './runs.ts';
import { ToneEmitter } from './tone-emitter.ts';

const languages = {
  ...{ bash, c, cpp, csharp, css, diff, go, ini, java, javascript, json, php, powershell, python },
  ...{ rust, sql, typescript, xml, yaml },
};

for (const [name, language] of Object.entries(languages)) {
  highlighter.registerLanguage(name, language);
}
highlighter.configure({ __emitter: ToneEmitter });

/** Code as runs of a colour; undefined where the language is unknown. */
export function colour(code: string, language: string): Runs | undefined {
  if (highlighter.getLanguage(language) === undefined) return undefined;
  const { _emitter: emitter } = highlighter.highlight(code, { language, ignoreIllegals: true });
  const runs = emitter instanceof ToneEmitter ? emitter.runs : [];
  // Where highlight.js has failed on the way, it answers what it had until then.
  return runs.map(([, text]) => text).join('') === code ? runs : undefined;
}
