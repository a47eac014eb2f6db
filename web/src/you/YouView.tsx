export function YouView() {
  return <p>You</p>;
}
