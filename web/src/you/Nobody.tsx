/** Instead of the facts while there are none. */
import { Link } from "wouter";
import { words } from "../strings";

export function Nobody() {
  const told = words.you.nobody;
  return (
    <section className="card grid justify-items-start gap-3 px-6 py-8 sm:px-10 sm:py-12">
      <h2 className="font-semibold text-head">{told.title}</h2>
      <p className="max-w-reading text-large">{told.text}</p>
      <Link
        href="/"
        className="mt-2 inline-flex min-h-10 items-center rounded-card bg-leaf px-4 font-semibold text-on-leaf hover:bg-leaf-strong"
      >
        {told.go}
      </Link>
    </section>
  );
}
