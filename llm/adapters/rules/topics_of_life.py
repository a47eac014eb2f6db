"""What people ask assistants for, and the different things each may mean: work and life."""

from typing import Final

from llm.adapters.rules.topics import Topic, topic

OF_LIFE: Final[tuple[Topic, ...]] = (
    topic(
        "essay article blog write writing paper thesis story poem novel speech draft book",
        "create a complete first draft of about 800 words",
        "start from an outline with headings and key points",
        "collect sources and quotations before anything is written",
        "improve text that already exists, keeping its voice",
    ),
    topic(
        "email mail letter message reply invitation announcement complaint",
        "write a formal version with a clear request",
        "keep it short and friendly, three sentences at most",
        "get a reusable template with blanks to fill in",
    ),
    topic(
        "presentation slide deck pitch talk powerpoint",
        "build ten slides with speaker notes",
        "prepare a five-minute talk without slides",
        "design the story line for one audience first",
    ),
    topic(
        "travel trip vacation holiday itinerary flight hotel visit tour destination city weekend",
        "plan a day-by-day itinerary",
        "find flights and a place to stay within a budget",
        "choose between several destinations before booking",
        "make the most of local food, sights and events near you",
    ),
    topic(
        "recipe cook cooking bake dish meal dinner ingredient cake bread sourdough cuisine vegan",
        "cook it tonight from one tested recipe with exact quantities",
        "plan meals for a whole week, with a shopping list",
        "learn the technique behind it, with common mistakes",
        "adapt it to a diet or an allergy",
    ),
    topic(
        "workout fitness exercise gym muscle running marathon yoga training sport strength",
        "follow a weekly training plan for beginners",
        "do short sessions at home without equipment",
        "reach a measurable goal by a fixed date",
        "train around an injury or a weak point",
    ),
    topic(
        "health sleep stress meditation weight diet nutrition calorie anxiety mental mindfulness "
        "wellness disease symptom doctor",
        "build one small daily habit and keep track of it",
        "understand what the research says, with sources",
        "prepare questions for a professional",
        "change what you eat, with a sample day",
    ),
    topic(
        "learn study course tutorial lesson teach teaching curriculum homework exam school "
        "education beginner basic concept understand understanding",
        "follow a four-week study plan with weekly goals",
        "get a plain explanation with two worked examples",
        "practise with exercises and solutions",
        "choose the best course or book to start from",
    ),
    topic(
        "language english spanish french german vocabulary grammar translate translation proofread",
        "get the finished text, corrected or translated",
        "understand the rules behind each correction",
        "practise speaking in everyday situations",
        "build vocabulary with daily cards",
    ),
    topic(
        "budget money invest investment stock finance saving tax loan mortgage crypto "
        "bitcoin debt retirement cost",
        "create a monthly budget in a spreadsheet",
        "compare options by risk, return and fees",
        "track figures automatically and get an alert",
        "understand the basics before deciding anything",
    ),
    topic(
        "business startup company market marketing strategy brand customer product sales campaign "
        "shop social media seo twitter instagram",
        "write a one-page plan with goals, customers and costs",
        "research the market and the main competitors",
        "launch a small campaign and measure what works",
        "find a name and a message that stand out",
    ),
    topic(
        "job career resume cv interview salary cover promotion linkedin skill",
        "rewrite your resume for one particular position",
        "prepare for an interview with likely questions and answers",
        "map the steps towards another profession",
        "negotiate better terms where you are",
    ),
    topic(
        "event party wedding birthday celebration meeting conference organize organise calendar",
        "plan everything on a timeline with deadlines",
        "stay within a small budget for a few guests",
        "find a venue and compare offers",
        "write the invitations and manage the answers",
    ),
    topic(
        "home house room garden plant decor decoration furniture renovate renovation paint clean "
        "cleaning diy craft repair sink kitchen bathroom herb",
        "do it yourself with tools you have, in one weekend",
        "hire somebody and know what is a fair offer",
        "sketch ideas and pick a style before buying anything",
        "keep it up with a simple monthly routine",
    ),
    topic(
        "productivity habit routine task goal focus organized motivation procrastination plan",
        "create a realistic schedule for the coming week",
        "find out where the hours go before changing anything",
        "pick one method and try it for a fortnight",
        "cut what does not matter",
    ),
    topic(
        "movie film series book novel game music song playlist podcast artist album concert comedy",
        "get five recommendations with a sentence on each",
        "find the highest rated ones of a certain year",
        "discover something close to one favourite of yours",
        "learn the history and the context",
    ),
    topic(
        "art draw drawing paint painting photo photography image design logo video edit "
        "illustrator",
        "practise one technique with guided exercises",
        "create a finished piece in a style you choose",
        "pick tools and settings for a beginner",
        "gather inspiration from known works",
    ),
    topic(
        "guitar piano instrument chord sing singing violin drum",
        "start with a practice plan of fifteen minutes a day",
        "play one favourite piece as soon as possible",
        "read notes and understand theory first",
        "find a teacher or a course nearby",
    ),
    topic(
        "news current latest recent happening election politics weather forecast",
        "get the headlines in five bullet points",
        "follow one story in depth with its background",
        "be notified when something changes",
        "compare how different outlets report it",
    ),
    topic(
        "research science scientific study history climate space energy technology environment "
        "physics biology planet",
        "read an overview for a general audience",
        "collect recent papers with one line on each",
        "see a timeline of the main discoveries",
        "weigh the arguments on both sides",
    ),
    topic(
        "car vehicle bike drive driving oil tire engine lease electric",
        "do the maintenance yourself, with a list of parts",
        "decide whether to buy, lease or keep",
        "know what a workshop should charge",
        "understand the warning signs",
    ),
    topic(
        "buy purchase shop compare product best cheap deal gift recommend choose restaurant",
        "see three options side by side with prices",
        "get one clear recommendation and why",
        "know which features matter before choosing",
        "wait for an offer, with a price in mind",
    ),
)
