import type { Preferences } from '../../preferences.ts';
import { Icon, type IconName } from '../parts/icon.tsx';

interface Line {
  key: string;
  icon?: IconName;
  name: string;
  files: number;
  bytes: number;
}

/** What each of several has of the space that files take, the most first. */
export function SpaceTable({
  preferences: { t, formatSize },
  title,
  of,
  lines,
}: {
  preferences: Preferences;
  title: string;
  /** What the lines are of. */
  of: string;
  lines: readonly Line[];
}) {
  return (
    <section class="part">
      <h2 id={`space-${of}`}>{title}</h2>
      <table class="listing short" aria-labelledby={`space-${of}`}>
        <thead>
          <tr>
            <th scope="col">{of}</th>
            <th scope="col" class="number">
              {t('admin.files-count')}
            </th>
            <th scope="col" class="number">
              {t('admin.files-size')}
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ key, icon, name, files, bytes }) => (
            <tr key={key}>
              <th scope="row">
                <span class="channel-name">
                  {icon && <Icon name={icon} />}
                  <span class="title">{name}</span>
                </span>
              </th>
              <td class="number">{files}</td>
              <td class="number">{formatSize(bytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
