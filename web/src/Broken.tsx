/** What is shown in place of a view that threw. */
import { Component, type ReactNode } from "react";
import { Button } from "./kit/Button";
import { Notice } from "./kit/Notice";
import { words } from "./strings";

interface State {
  broken: boolean;
}

export class Broken extends Component<{ children: ReactNode }, State> {
  override state: State = { broken: false };

  static getDerivedStateFromError(): State {
    return { broken: true };
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    return (
      <div className="mx-auto max-w-reading p-6">
        <Notice tone="bad">
          <p>{words.problem.broken}</p>
          <Button small className="mt-2" onClick={() => this.setState({ broken: false })}>
            {words.problem.reload}
          </Button>
        </Notice>
      </div>
    );
  }
}
