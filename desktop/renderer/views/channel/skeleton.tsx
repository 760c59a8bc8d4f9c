/** Where messages will stand while they are read, drawn once that takes long enough to be noticed. */
export function Skeleton({ text }: { text: string }) {
  return (
    <div class="skeleton">
      <p class="unseen">{text}</p>
      {Array.from({ length: 5 }, (_, index) => (
        <div key={index} aria-hidden="true">
          <i />
          <i />
          <i />
        </div>
      ))}
    </div>
  );
}
