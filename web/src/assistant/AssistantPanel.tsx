/** The assistant beside the shelf. */
export function AssistantPanel() {
  return null;
}
