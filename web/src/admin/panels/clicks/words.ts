/** What the panel of clicks says. */
export const said = {
  title: "Proposals that are clicked",
  caption: "Proposals of products with at least one click",
  trials: "proposals",
  done: "clicked",
};
