/** The three views, and the frame around them. */
import { lazy, Suspense } from "react";
import { Link, Route, Switch } from "wouter";
import { Broken } from "./Broken";
import { Header } from "./Header";
import { Skeletons } from "./kit/Skeleton";
import { useLive } from "./learned/live";
import { useUser } from "./person/useUser";
import { ShopView } from "./shop/ShopView";
import { words } from "./strings";

const YouView = lazy(() => import("./you/YouView").then((file) => ({ default: file.YouView })));
const AdminView = lazy(() =>
  import("./admin/AdminView").then((file) => ({ default: file.AdminView })),
);

export function App() {
  useLive();
  const user = useUser();
  return (
    <>
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-card focus:bg-surface focus:px-4 focus:py-2"
      >
        {words.nav.skip}
      </a>
      <Header />
      <main id="content" tabIndex={-1} className="outline-none">
        <Broken key={user}>
          <Suspense fallback={<Waiting />}>
            <Switch>
              <Route path="/" component={ShopView} />
              <Route path="/you" component={YouView} />
              <Route path="/admin" nest>
                <AdminView />
              </Route>
              <Route component={Missing} />
            </Switch>
          </Suspense>
        </Broken>
      </main>
    </>
  );
}

function Waiting() {
  return (
    <div className="mx-auto grid max-w-6xl gap-4 p-6">
      <Skeletons many={4} className="h-28 rounded-card" />
    </div>
  );
}

function Missing() {
  return (
    <div className="mx-auto max-w-reading p-10 text-center">
      <h1 className="font-semibold text-head">{words.missing.title}</h1>
      <Link href="/" className="mt-4 inline-block font-semibold text-leaf underline">
        {words.missing.back}
      </Link>
    </div>
  );
}
