import { OFFICE_HOURS, type WorkingHours } from '../../state/choices.ts';
import type { State } from '../../state/state.ts';
import { TimeField } from '../parts/time-field.tsx';
import type { Props } from '../props.ts';

/** From Monday on. */
const WEEK = [1, 2, 3, 4, 5, 6, 0];

/** Whether messages notify the user only in their working hours, and which these are. */
export function Hours({ store, preferences, state }: Props & { state: State }) {
  const { t } = preferences;
  const { hours } = state.choices;
  return (
    <section class="part">
      <label class="check">
        <input
          type="checkbox"
          name="hours"
          checked={hours !== null}
          onChange={({ currentTarget }) =>
            store.choose({ hours: currentTarget.checked ? OFFICE_HOURS : null })
          }
        />
        {t('settings.hours')}
      </label>
      <p class="hint">{t('settings.hours-hint')}</p>
      {hours && <Times store={store} preferences={preferences} hours={hours} />}
    </section>
  );
}

function Times({ store, preferences: { t, spoken }, hours }: Props & { hours: WorkingHours }) {
  const change = (changed: Partial<WorkingHours>) =>
    store.choose({ hours: { ...hours, ...changed } });
  const dayName = new Intl.DateTimeFormat(spoken.value, { weekday: 'long' });
  return (
    <>
      <fieldset class="days">
        <legend>{t('settings.hours-days')}</legend>
        {WEEK.map((day) => (
          <label key={day} class="check">
            <input
              type="checkbox"
              name={`day-${day}`}
              checked={hours.days.includes(day)}
              onChange={({ currentTarget }) => {
                const others = hours.days.filter((one) => one !== day);
                change({ days: currentTarget.checked ? [...others, day] : others });
              }}
            />
            {/* The 4th of January 2026 was a Sunday. */}
            {dayName.format(new Date(2026, 0, 4 + day))}
          </label>
        ))}
      </fieldset>
      <div class="pair">
        <TimeField
          label={t('settings.hours-from')}
          name="from"
          value={hours.from}
          onChange={(from) => change({ from })}
        />
        <TimeField
          label={t('settings.hours-to')}
          name="to"
          value={hours.to}
          onChange={(to) => change({ to })}
        />
      </div>
    </>
  );
}
