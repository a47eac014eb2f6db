/** A fake server with what the page of a person asks for; a test says what is different. */
import { type Call, fakeServer } from "./fakeServer";

const ALLOWED = {
  track_searches: true,
  track_clicks: true,
  track_purchases: true,
  learn_preferences: true,
  share_patterns: false,
  use_for_training: false,
  paused: false,
  retention_days: 365,
  learn_dietary: true,
  learn_brands: true,
  learn_price: true,
  learn_schedule: true,
};
const MIDDLE = { concise: 0.5, step_by_step: 0.5, code_first: 0.5, formal: 0.5 };

/** Answer every route of the page, as for somebody new. */
export function fakeYou(routes: Parameters<typeof fakeServer>[0]): Call[] {
  return fakeServer({
    ...routes,
    ...without(routes, {
      "GET /v1/users/{user_id}/memories": () => ({ memories: [], degraded: [] }),
      "GET /api/v1/user/{user_id}/events": () => ({ events: [] }),
      "GET /api/v1/user/{user_id}/patterns": () => ({
        purchase_patterns: { regular_items: [], total_regular_items: 0 },
        brand_preferences: [],
        category_preferences: [],
      }),
      "GET /v1/users/{user_id}/persona": () => ({
        facets: MIDDLE,
        interaction_count: 0,
        updated_at: null,
      }),
      "GET /v1/users/{user_id}/persona/history": () => ({ moves: [] }),
      "GET /api/v1/events/learning-status/{user_id}": () => ({
        regular_items_count: 0,
        learning_confidence: null,
        last_updated: null,
        events_seen: 0,
        segment: "new",
      }),
      "GET /api/v1/user/{user_id}/privacy": () => ALLOWED,
      "PUT /api/v1/user/{user_id}/privacy": ({ body }) => ({
        ...ALLOWED,
        ...(body as Partial<typeof ALLOWED>),
      }),
    }),
  });
}

type Routes = Parameters<typeof fakeServer>[0];

function without(given: Routes, all: Routes): Routes {
  return Object.fromEntries(Object.entries(all).filter(([route]) => !(route in given)));
}
