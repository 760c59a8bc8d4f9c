import { short } from '../bench/report/numbers.ts';
import type { Sample } from './samples.ts';

const WIDTH = 900;
const LEFT = 70;
const PANEL = 130;
const STEP = PANEL + 50;
const COLOURS = ['#2563eb', '#94a3b8'];

interface Line {
  name: string;
  of(sample: Sample): number;
}

const panels: { title: string; lines: Line[] }[] = [
  {
    title: 'memory of the server, MB',
    lines: [
      { name: 'RSS', of: ({ rss }) => rss / 1e6 },
      { name: 'heap', of: ({ heap }) => heap / 1e6 },
    ],
  },
  {
    title: 'descriptors of the server',
    lines: [{ name: 'open', of: ({ descriptors }) => descriptors }],
  },
  {
    title: 'connections of PostgreSQL',
    lines: [{ name: 'open', of: ({ connections }) => connections }],
  },
  {
    title: 'from when a post was due to each receipt, ms',
    lines: [
      { name: 'p99', of: ({ receipt }) => receipt.p99 },
      { name: 'p50', of: ({ receipt }) => receipt.p50 },
    ],
  },
];

/** A chart in SVG: what was sampled over the minutes, each panel from 0 to its most. */
export function toChart(samples: readonly Sample[], caption: string): string {
  const height = 50 + panels.length * STEP;
  const drawn = panels.flatMap((panel, index) => draw(panel, samples, 70 + index * STEP));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="13" fill="#1e293b">
<title>${caption}</title>
<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>
${text(16, 30, caption, 'font-weight="bold"')}
${drawn.join('\n')}
</svg>
`;
}

function draw(
  { title, lines }: (typeof panels)[number],
  samples: readonly Sample[],
  top: number,
): string[] {
  const end = samples.at(-1)?.at ?? 1;
  const most = Math.max(1, ...lines.flatMap(({ of }) => samples.map(of))) * 1.05;
  const x = (at: number) => round(LEFT + (at / end) * (WIDTH - LEFT - 20));
  const y = (value: number) => round(top + PANEL - (value / most) * PANEL);
  const names = lines.map(({ name }, index) =>
    text(WIDTH - 20 - 60 * index, top - 6, name, `text-anchor="end" fill="${COLOURS[index]}"`),
  );
  const curves = lines.map(({ of }, index) => {
    const points = samples.map((sample) => `${x(sample.at)},${y(of(sample))}`).join(' ');
    return `<polyline points="${points}" fill="none" stroke="${COLOURS[index]}" stroke-width="1.5"/>`;
  });
  return [
    text(16, top - 6, title, 'font-weight="bold"'),
    `<path d="M${LEFT} ${top}V${top + PANEL}H${WIDTH - 20}" fill="none" stroke="#cbd5e1"/>`,
    text(LEFT - 8, top + 10, short(most), 'text-anchor="end"'),
    text(LEFT - 8, top + PANEL, '0', 'text-anchor="end"'),
    text(WIDTH - 20, top + PANEL + 16, `${round(end / 60)} minutes`, 'text-anchor="end"'),
    ...names,
    ...curves,
  ];
}

const round = (value: number) => Math.round(value * 10) / 10;

function text(x: number, y: number, words: string, attributes: string): string {
  return `<text x="${x}" y="${y}" ${attributes}>${words}</text>`;
}
