/** How long something lasts: by a name, or until a time of day as `17:30`. */
export type Span =
  | 'half-hour'
  | 'hour'
  | 'meeting'
  | 'tomorrow'
  | 'today'
  | 'week'
  | { time: string };

/** When it ends: always after `now`, in the time of the workstation. */
export function endOf(span: Span, now: Date): Date {
  const end = new Date(now);
  switch (span) {
    case 'half-hour':
      end.setMinutes(end.getMinutes() + 30);
      return end;
    case 'hour':
      end.setHours(end.getHours() + 1);
      return end;
    // Until the next full hour.
    case 'meeting':
      end.setHours(end.getHours() + 1, 0, 0, 0);
      return end;
    case 'tomorrow':
      end.setDate(end.getDate() + 1);
      end.setHours(9, 0, 0, 0);
      return end;
    case 'today':
      end.setHours(24, 0, 0, 0);
      return end;
    // Until the Monday that comes.
    case 'week':
      end.setDate(end.getDate() + ((8 - end.getDay()) % 7 || 7));
      end.setHours(0, 0, 0, 0);
      return end;
    default:
      return nextTime(span.time, now);
  }
}

function nextTime(time: string, now: Date): Date {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const end = new Date(now);
  end.setHours(hours, minutes, 0, 0);
  if (end <= now) end.setDate(end.getDate() + 1);
  return end;
}
