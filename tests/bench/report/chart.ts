import { short } from './numbers.ts';
import type { FigureResult, Result } from './results.ts';

const WIDTH = 900;
const LABEL = 270;
const VALUE = 90;
const BAR = 18;
const GAP = 6;
/** Workspace, then the others. */
const COLOURS = ['#2563eb', '#94a3b8'];

/**
 * A chart in SVG: for each figure in which one side can be better, a bar for each system's
 * median, and a line from the least to the most of its rounds. The caption breaks at semicolons.
 */
export function toChart(results: readonly Result[], caption: string): string {
  const lines = caption.split('; ');
  const parts = lines.map((line, index) => text(16, 30 + index * 18, line, 'bold'));
  let y = 30 + (lines.length - 1) * 18;
  for (const { workload, figures } of results) {
    const shown = figures.filter(
      ({ better, systems }) => better !== 'none' && systems.some(({ median }) => median > 0),
    );
    if (shown.length === 0) continue;
    y += 44;
    parts.push(text(16, y, workload, 'bold'));
    for (const figure of shown) {
      y += 26;
      parts.push(text(16, y, titleOf(figure)));
      y += 8;
      const { bars, height } = drawBars(figure, y);
      parts.push(...bars);
      y += height;
    }
  }
  const height = y + 20;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="13" fill="#1e293b">
<title>${escaped(caption)}</title>
<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>
${parts.join('\n')}
</svg>
`;
}

function titleOf({ name, unit, better }: FigureResult): string {
  return `${name}${unit === '' ? '' : `, ${unit}`} (${better} is better)`;
}

function drawBars({ systems }: FigureResult, top: number): { bars: string[]; height: number } {
  const most = Math.max(...systems.map((system) => system.most));
  const scale = (WIDTH - LABEL - VALUE - 16) / most;
  const bars = systems.flatMap(({ system, median, least, most }, index) => {
    const y = top + index * (BAR + GAP);
    const middle = y + BAR / 2;
    const [from, to] = [LABEL + least * scale, LABEL + most * scale];
    return [
      text(LABEL - 8, y + 14, system, 'normal', 'end'),
      `<rect x="${LABEL}" y="${y}" width="${round(median * scale)}" height="${BAR}" rx="2" fill="${COLOURS[Math.min(index, 1)]}"/>`,
      `<path d="M${round(from)} ${middle}H${round(to)}" stroke="#0f172a" stroke-width="1.5"/>`,
      text(round(to) + 6, y + 14, short(median)),
    ];
  });
  return { bars, height: systems.length * (BAR + GAP) };
}

const round = (value: number) => Math.round(value * 10) / 10;

function text(x: number, y: number, words: string, weight = 'normal', anchor = 'start'): string {
  return `<text x="${x}" y="${y}" font-weight="${weight}" text-anchor="${anchor}">${escaped(words)}</text>`;
}

const escaped = (words: string) =>
  words.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
