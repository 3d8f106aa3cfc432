// When a question that was kept is asked again: in whole days, by the reader's clock.
export const DAYS = [1, 3, 7, 16, 35, 90];

// The beginning of the day that comes so many days later.
export function later(now, days) {
  const day = new Date(now);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days).getTime();
}
export function due(step, now = Date.now()) {
  return { step, due: later(now, DAYS[step]) };
}
// A right answer moves it one step on, anything else back to the first.
export function stepped({ step }, right, now = Date.now()) {
  return due(right ? Math.min(step + 1, DAYS.length - 1) : 0, now);
}
// What lies further ahead than any answer can lead was set by a clock that ran ahead.
// A day more is for who travels.
export function isDue(entry, now = Date.now()) {
  return entry.due <= now || entry.due > later(now, DAYS[entry.step] + 1);
}
