export function AdminView() {
  return <p>Admin</p>;
}
