"""What people ask assistants for, and the different things each may mean: technical topics."""

from dataclasses import dataclass
from typing import Final

from llm.adapters.rules.words import content_words, word_set


@dataclass(frozen=True, slots=True)
class Topic:
    """A kind of task.

    Attributes:
        cues: Words that announce it, folded and singular.
        approaches: Questions that each settle a detail in another way.
    """

    cues: frozenset[str]
    approaches: tuple[str, ...]

    @property
    def vocabulary(self) -> frozenset[str]:
        """Words of the topic and its approaches: what a memory must touch to bear on it."""
        said = (word for question in self.approaches for word in content_words(question))
        return self.cues | frozenset(said)


def topic(cues: str, *approaches: str) -> Topic:
    """Make a topic from a line of cues and the ends of `Do you want to …?` questions."""
    return Topic(word_set(cues), tuple(f"Do you want to {end}?" for end in approaches))


TECHNICAL: Final = (
    topic(
        "api rest endpoint backend microservice graphql webhook fastapi express flask server",
        "create a FastAPI service with Docker",
        "build a Node.js backend using Express and TypeScript",
        "design the endpoints first and write an OpenAPI specification",
        "add endpoints with authentication and tests to an application you already have",
    ),
    topic(
        "website site webpage frontend html css landing portfolio web react page",
        "build a React application with TypeScript and Tailwind",
        "create a single static page using plain HTML and CSS",
        "set up a content system such as WordPress that others can edit",
        "improve an existing design: speed, accessibility and mobile layout",
    ),
    topic(
        "app application mobile android ios iphone flutter",
        "build one cross-platform app with Flutter for Android and iOS",
        "create a native iOS prototype in Swift",
        "write down user stories and screens before any code",
        "start as an installable web application",
    ),
    topic(
        "script automate automation cron batch schedule bash shell powershell command file folder "
        "directory rename resize backup archive",
        "write a Python script that runs from the command line",
        "create a shell one-liner for a single run",
        "set up a scheduled job with logging and error mails",
        "see what would change first, in a dry run that touches nothing",
    ),
    topic(
        "python java javascript code program function algorithm sort string integer "
        "rust golang typescript snippet library game",
        "get a short working function with one usage example",
        "build a small project with tests, packaging and a README",
        "learn how it works line by line, with the reasoning explained",
        "compare two implementations for speed and readability",
    ),
    topic(
        "bug debug error fix crash exception broken issue fail failing troubleshoot diagnose "
        "problem slow overheat",
        "find the cause first, by a list of checks in order",
        "get a patch right away, with the changed lines only",
        "write a test that reproduces it and guards against its return",
        "go round it for now with a safe workaround",
    ),
    topic(
        "data dataset csv excel spreadsheet analysis analyze statistic correlation chart dashboard "
        "visualize trend report mean median average survey review",
        "get a written summary of the main findings with figures",
        "create charts in a notebook using pandas",
        "build a dashboard that refreshes itself every day",
        "clean and check the raw rows before anything is computed",
    ),
    topic(
        "machine learning model neural classifier train predict prediction ai llm chatbot nlp deep",
        "train a simple baseline using scikit-learn and measure it",
        "fine-tune a pretrained language model on your own examples",
        "call a hosted model through an API with a good prompt",
        "decide whether rules would do, before any training",
    ),
    topic(
        "database sql query table postgres mysql mongodb schema sqlite",
        "design tables and relations with PostgreSQL",
        "write one query that returns the answer",
        "make what exists faster with indexes and a measured plan",
        "move existing records safely, with a way back",
    ),
    topic(
        "deploy deployment docker kubernetes cloud aws azure hosting pipeline devops ci linux",
        "deploy a container with Docker Compose on one machine",
        "set up a continuous integration pipeline with tests and releases",
        "use a managed cloud service, with the monthly costs estimated",
        "learn the basics on your own computer first",
    ),
    topic(
        "security privacy password vulnerability hack cybersecurity encrypt vpn phishing network",
        "go through a checklist that hardens what you have today",
        "understand the likely threats and who is behind them",
        "scan one system you own and list what to repair",
        "train a team with short exercises",
    ),
    topic(
        "laptop computer phone wifi router printer device windows software install hardware gadget "
        "camera headphone",
        "repair what you own, step by step",
        "buy a replacement within a fixed budget",
        "tune the settings for everyday use",
        "understand the specifications that matter",
    ),
    topic(
        "test testing coverage refactor quality legacy migrate",
        "write unit tests for the riskiest part first",
        "refactor in small commits that keep behaviour",
        "agree on what good looks like, with a short written standard",
    ),
)
