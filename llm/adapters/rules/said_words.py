"""The words by which people name allergens, diets, foods and those they live with."""

from typing import Final

from llm.adapters.rules.words import word_set

ALLERGENS: Final = {
    "nut": "nuts", "tree nut": "nuts", "treenut": "nuts", "almond": "nuts", "hazelnut": "nuts",
    "walnut": "nuts", "cashew": "nuts", "pistachio": "nuts", "pecan": "nuts", "macadamia": "nuts",
    "brazil nut": "nuts", "peanut": "peanuts", "groundnut": "peanuts", "milk": "milk",
    "cow's milk": "milk", "cow milk": "milk", "dairy": "milk",
    "lactose": "milk", "milk protein": "milk", "dairy product": "milk", "milk product": "milk",
    "gluten": "gluten", "wheat": "wheat", "egg": "eggs", "egg white": "eggs", "soy": "soy",
    "soya": "soy", "soybean": "soy", "fish": "fish", "shellfish": "shellfish",
    "crustacean": "shellfish", "shrimp": "shellfish", "prawn": "shellfish", "crab": "shellfish",
    "lobster": "shellfish", "mollusc": "shellfish", "mollusk": "shellfish", "seafood": "shellfish",
    "sesame": "sesame", "sesame seed": "sesame", "mustard": "mustard", "celery": "celery",
    "lupin": "lupin", "lupine": "lupin", "sulphite": "sulphites", "sulfite": "sulphites",
    "strawberry": "strawberries", "kiwi": "kiwi", "banana": "bananas", "corn": "corn",
    "tomato": "tomatoes", "citrus": "citrus",
}  # fmt: skip
"""What people call an allergen, in the singular -> the word a catalogue has for it.

Lactose is milk here: no catalogue lists it apart, and leaving out too much harms nobody.
"""

DIETS: Final = {
    "vegan": "vegan", "vegetarian": "vegetarian", "veggie": "vegetarian",
    "pescatarian": "pescatarian", "pescetarian": "pescatarian", "halal": "halal",
    "kosher": "kosher", "keto": "keto", "ketogenic": "keto", "paleo": "paleo",
    "gluten-free": "gluten_free", "gluten free": "gluten_free", "gluten_free": "gluten_free",
    "lactose-free": "lactose_free", "lactose free": "lactose_free", "lactose_free": "lactose_free",
    "dairy-free": "dairy_free", "dairy free": "dairy_free", "dairy_free": "dairy_free",
}  # fmt: skip
"""What people call a diet -> the word a catalogue has for it."""

PERSONAL: Final = tuple(name for name in DIETS if name not in ("halal", "kosher", "paleo"))
"""Diets that a person can be; the others are kept, eaten or followed."""

LIVE_WITH: Final = (
    "son", "daughter", "kid", "child", "baby", "toddler", "wife", "husband", "partner", "spouse",
    "fiancee", "fiance", "family", "household",
)  # fmt: skip
"""Who eats at one's own table: what they cannot eat, nothing that is bought may hold."""

NUMBERS: Final = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
}  # fmt: skip

FOODS: Final = word_set(
    """almond apple apricot artichoke arugula asparagus aubergine avocado bacon bagel banana basil
    bean beef beer beet beetroot berry biscuit blueberry bread broccoli butter cabbage cake candy
    carrot cashew cauliflower caviar celery cereal cheese cherry chicken chickpea chili chip
    chocolate cider cilantro cinnamon clam coconut cod coffee cookie coriander corn couscous
    cracker cranberry cream cucumber curry date dill egg eggplant espresso falafel fennel feta fig
    fish fruit garlic ginger granola grape grapefruit gum ham hazelnut honey hummus jam juice kale
    ketchup kiwi kimchi lamb leek lemon lemonade lentil lettuce licorice lime liver lobster mango
    margarine marmalade mayo mayonnaise meat melon milk mint miso muesli mushroom mussel mustard
    noodle nut oat oatmeal octopus okra olive onion orange oregano oyster pancake papaya parsley
    pasta pea peach peanut pear pepper pesto pickle pineapple pistachio pizza plum popcorn pork
    porridge potato prawn pretzel prune pumpkin quinoa radish raisin raspberry rhubarb rice
    rosemary rye salad salami salmon sardine sauce sausage seafood seaweed seitan sesame shellfish
    shrimp snack soda sorbet soup soy spice spinach sprout squash squid steak strawberry sugar
    sushi sweet syrup tea tempeh thyme toast tofu tomato tuna turkey turmeric turnip vanilla
    vegetable vinegar waffle walnut watermelon wine yoghurt yogurt zucchini"""
)
"""Foods in the singular, by which a liking is known to be about food."""

ATTRIBUTES: Final = word_set(
    """organic spicy vegan vegetarian plant_based gluten_free lactose_free dairy_free sugar_free
    low_sugar low_fat low_salt low_carb high_protein whole_grain fair_trade local seasonal
    unsweetened decaf fresh frozen"""
)
"""What products are like, whether or not a shop has such an attribute."""
